"""What completes a question: `offers` are the values; `names` and `values` know what there is."""
