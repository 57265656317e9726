"""Documents of word processors, prints and pictures to text."""
