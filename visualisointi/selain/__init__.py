"""The browser: pages of `sote app`, their server and what they compute."""
