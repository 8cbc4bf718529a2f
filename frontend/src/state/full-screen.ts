/** The whole workspace, questions included, on the whole screen; and back. */
export async function toggleFullScreen(root: HTMLElement): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await root.requestFullscreen();
  } catch {
    return; // the browser does not allow it here; nothing is lost
  }
}
