package dev.llmrouter.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What does this do?\n```\nls -l\n```",
                "~~~python\nx\n~~~",
                "Why is this wrong: for (int i = 0; i < n; i++) {",
                "Fix int x = foo(bar);",
                "def total(items):\n    return sum(items)",
                "from os import path",
                "import java.util.List;",
                "import React from 'react'",
                "public static void main(String[] args) {",
                "class Shop:\n  pass",
                "const x = 3",
                "func (s *Server) Run() error {",
                "fn main() {",
                "SELECT name FROM customers WHERE id = 3",
                "<div class=\"a\">",
                "#include <stdio.h>",
                "items.forEach(item => {",
                "#!/bin/sh\necho",
            })
    void seesCode(String text) {
        assertThat(Code.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Summarize this article for me",
                "I came; I saw; I conquered;",
                "From Paris import rules are strict",
                "Please import the data from the file",
                "The class of 1999: what became of it?",
                "Let me know = tell me",
                "select one from the list",
                "a < b and c > d",
                "Dear all,\n\nThe public meeting is on Friday (at noon);\nregards",
                "Which function is best?",
            })
    void seesNoneInProse(String text) {
        assertThat(Code.isIn(text)).isFalse();
    }

    @Test
    void isDoneSoonWithWhateverItIsGiven() {
        String nasty = ("public " + "a ".repeat(140) + "\n").repeat(1000)
                + "x(".repeat(140).concat(";\n").repeat(1000);
        long begin = System.nanoTime();
        Code.isIn(nasty);
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }
}
