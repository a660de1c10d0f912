"""What a census is: forms, rules, events and the decisions about them; pure, without I/O."""
