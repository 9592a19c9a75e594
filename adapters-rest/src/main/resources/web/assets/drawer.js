import { byId, icon } from './dom.js';

/** On a narrow screen the list of conversations is a drawer; on a wide one it is always there. */
export function createDrawer() {
  const sidebar = byId('sidebar');
  const backdrop = byId('drawer-backdrop');
  const opener = byId('sidebar-open');
  const closer = byId('sidebar-close');

  function set(open) {
    sidebar.classList.toggle('open', open);
    backdrop.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
  }

  function close() {
    if (!sidebar.classList.contains('open')) return;
    const hadFocus = sidebar.contains(document.activeElement);
    set(false);
    if (hadFocus) opener.focus();
  }

  opener.append(icon('menu'));
  closer.append(icon('close'));
  opener.addEventListener('click', () => {
    set(true);
    closer.focus();
  });
  closer.addEventListener('click', close);
  backdrop.addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) close();
  });

  return { close };
}
