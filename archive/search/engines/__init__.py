"""What answers: `contract` says what any engine is asked and returns; one package for each engine."""
