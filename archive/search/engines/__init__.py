"""What answers: `contract` says what any engine is asked and returns; a package for each engine."""
