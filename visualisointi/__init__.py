"""What is seen: charts, and words in three languages."""
