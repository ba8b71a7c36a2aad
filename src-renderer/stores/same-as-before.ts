// For what is worked out anew at every edit and mostly comes out the same.
import { dequal } from 'dequal/lite'

/** What says the same as before stays the same object, so that nothing that shows it is drawn again. */
export function sameAsBefore<View>(previous: View | undefined, now: View): View {
  return previous !== undefined && dequal(previous, now) ? previous : now
}
