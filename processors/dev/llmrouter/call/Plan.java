package dev.llmrouter.call;

/** How several candidates are asked at once; only who carries it out knows more of it. */
public interface Plan {}
