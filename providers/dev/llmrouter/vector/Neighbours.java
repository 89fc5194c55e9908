package dev.llmrouter.vector;

/**
 * The vectors nearest to another, the nearest first. Whoever it is given to owns it.
 *
 * @param at where each stands in its index
 * @param similarity the cosine of the angle between both, from -1 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // made for every call, compared by nobody
public record Neighbours(int[] at, float[] similarity) {

    /** {@return how many there are} */
    public int size() {
        return at.length;
    }
}
