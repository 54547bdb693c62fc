"""The service network: travel, who owns and steers whom, where patients are referred. Knows no agent."""
