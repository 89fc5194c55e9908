package dev.llmrouter.route;

/**
 * Addresses of several brokers, {@code failover:(a,b)?options}. By itself such a connection that is lost waits for its broker
 * inside of the call that needs it, and nobody sees that it is gone. Here it fails as any other does: the message is rolled back,
 * health tells it, and whoever listens looks for all of the brokers again.
 */
final class FailoverAddress {

    private static final String PREFIX = "failover:";

    private FailoverAddress() {}

    /** {@return the address with {@code option} (how often it is tried again) set to 0, unless it stands there or there is one broker} */
    static String of(String url, String option) {
        if (!url.startsWith(PREFIX) || url.contains("axReconnectAttempts")) {
            return url;
        }
        String whole = url.indexOf(')') >= 0
                ? url
                : PREFIX + "(" + url.substring(PREFIX.length()).replaceFirst("^//", "") + ")";
        String glue = whole.indexOf('?', whole.lastIndexOf(')')) < 0 ? "?" : "&";
        return whole + glue + option + "=0";
    }

    /** {@return why it is of no use; without the address, which may hold a password} */
    static JmsConnections.UnusableException unreadable() {
        return new JmsConnections.UnusableException(
                "broker can't be read as the address of a broker; 'user' and 'password' are keys of their own");
    }
}
