package dev.llmrouter.tenant;

import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Checks signatures by Ed25519 with what Java has; the library would need another for it. */
final class EdwardsSignature {

    /** What is before the 32 bytes of such a key in a SubjectPublicKeyInfo; RFC 8410, section 4. */
    private static final byte[] HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_BYTES = 32;

    private EdwardsSignature() {}

    static boolean isOf(OctetKeyPair key, byte[] signed, byte[] signature) throws GeneralSecurityException {
        byte[] point = key.getDecodedX();
        if (point.length != KEY_BYTES) {
            return false;
        }
        byte[] encoded = java.util.Arrays.copyOf(HEAD, HEAD.length + KEY_BYTES);
        System.arraycopy(point, 0, encoded, HEAD.length, KEY_BYTES);
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        check.update(signed);
        return check.verify(signature);
    }
}
