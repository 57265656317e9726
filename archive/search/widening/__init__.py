"""A question widened, aloud: names and their other spellings, compounds written otherwise."""
