// The names of the few messages between main and preload. The preload script repeats them: it may import nothing of main.

/** Preload to main, with one port: carry the contract over it. */
export const CONNECT_CHANNEL = 'latent-studio:connect'
/** Main to preload: a command was chosen in the menu. */
export const COMMAND_CHANNEL = 'latent-studio:command'
/** Preload to main: the command meant the text field being typed in; do it there. */
export const EDIT_TEXT_CHANNEL = 'latent-studio:edit-text'
