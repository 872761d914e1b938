//! What holds for every message of a conversation.
