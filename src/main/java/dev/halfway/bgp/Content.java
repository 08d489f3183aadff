package dev.halfway.bgp;

/** What a message says, where that is read. */
public sealed interface Content permits OpenMessage, Notification {}
