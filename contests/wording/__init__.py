"""Vietnamese sentences made from the very data that ranks; pure, directly above the rules."""
