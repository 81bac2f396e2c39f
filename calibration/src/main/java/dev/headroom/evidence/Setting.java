package dev.headroom.evidence;

/** A setting that a source reports as on, as off, or not at all. */
public enum Setting {
    /** The setting was in force. */
    ON,
    /** The setting was not in force. */
    OFF,
    /** The source does not say, or the layer does not exist (a guest's settings where there is no guest). */
    NOT_GIVEN;

    /** Returns whether the setting is known to have been in force. */
    public boolean isOn() {
        return this == ON;
    }
}
