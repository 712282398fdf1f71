"""What: messages, approval, deliveries."""
