package dev.llmrouter.anthropic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** By what a provider knows the user of a caller. */
final class UserName {

    /** What OpenAI takes; Anthropic takes 256 characters. */
    private static final int MOST = 64;

    private UserName() {}

    /** {@return the name, or in place of one too long for OpenAI its SHA-256 in hexadecimal, which just fits} */
    static String of(String name) {
        if (name.length() <= MOST) {
            return name;
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
