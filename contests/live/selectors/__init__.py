"""What is read of live sessions."""
