"""What the world looks like: facts with sources, the parameter tree, the synthetic population, targets."""
