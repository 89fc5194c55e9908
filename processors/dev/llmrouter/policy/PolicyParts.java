package dev.llmrouter.policy;

import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;

/** What a policy is made of. */
public interface PolicyParts {

    /** {@return the name of the model that it ranks for} */
    String model();

    /** {@return what is configured under that name; null where its provider is off, so that it does not exist} */
    @Nullable
    Member member(String name);

    /** {@return the target of that name; null where there is none, or its provider is off} */
    default @Nullable Target target(String name) {
        return null;
    }

    /** {@return how the targets have done lately} */
    Performance performance();

    /** {@return the context that the router is in, for beans, languages and endpoints} */
    CamelContext camel();

    /** {@return whether the configuration has something of that name, though its provider may be off} */
    default boolean isKnown(String name) {
        return member(name) != null;
    }

    /** {@return whether the target of that name is to get anything now; false where it is disabled or drained} */
    default boolean isInService(String target) {
        return true;
    }

    /**
     * {@return what an option names as a place: a file beside the configuration, or with a scheme, as in
     * {@code classpath:}, what Camel finds there; it may not exist}
     */
    default Resource resource(String place) {
        return PluginHelper.getResourceLoader(camel()).resolveResource(place);
    }

    /** {@return those of the members that exist, in their order} */
    default List<Member> members(List<String> names) {
        List<Member> members = new ArrayList<>(names.size());
        for (String name : names) {
            Member member = member(name);
            if (member != null) {
                members.add(member);
            }
        }
        return List.copyOf(members);
    }
}
