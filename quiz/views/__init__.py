"""Pages of quiz: banks, questions, reviews, imports, the bookcase."""
