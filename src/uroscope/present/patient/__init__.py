"""The patient sheet: the same Review in plain words, as text and as one page of HTML."""
