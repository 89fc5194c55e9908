package dev.llmrouter.ranking;

import dev.llmrouter.policy.Draw;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Selection;
import java.util.List;

/**
 * A lot for each member, the lowest of which is a member's as often as its share of the weights, and so among those that
 * are left: {@code -ln(u) / weight} for a uniform {@code u}, weighted sampling without replacement (Efraimidis and
 * Spirakis, 2006). Drawn for a unit instead of a call it is weighted rendezvous hashing (Schindelhauer and Schomaker,
 * 2005): a member that comes or goes moves only the units of its own share. Thread-safe.
 */
record Lots(List<Member> members, List<String> salts) {

    /** {@code salt} tells lots of the same members apart. */
    static Lots of(String salt, List<Member> members) {
        return new Lots(
                List.copyOf(members),
                members.stream().map(member -> salt + '\n' + member.name()).toList());
    }

    double[] drawn(Selection selection) {
        double[] lots = new double[members.size()];
        for (int i = 0; i < lots.length; i++) {
            lots[i] = lot(i, selection.draw(salts.get(i)));
        }
        return lots;
    }

    /** The same with half the memory, for who only wants to tell equals apart. */
    float[] ties(Selection selection) {
        float[] lots = new float[members.size()];
        for (int i = 0; i < lots.length; i++) {
            lots[i] = (float) lot(i, selection.draw(salts.get(i)));
        }
        return lots;
    }

    double[] drawn(String unit) {
        double[] lots = new double[members.size()];
        for (int i = 0; i < lots.length; i++) {
            lots[i] = lot(i, Draw.of(unit, salts.get(i)));
        }
        return lots;
    }

    private double lot(int member, double uniform) {
        double weight = members.get(member).weight();
        return weight == 0 ? Double.POSITIVE_INFINITY : -Math.log1p(-uniform) / weight;
    }
}
