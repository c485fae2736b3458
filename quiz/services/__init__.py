"""The only writers of quiz: banks, questions, reviews, the bookcase, pictures, imports."""
