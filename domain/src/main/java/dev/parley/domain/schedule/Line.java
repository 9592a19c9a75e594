package dev.parley.domain.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The tickets of one tenant and priority, the one due first in front, and from which any can be
 * taken out. A ticket stands in one line at a time.
 *
 * <p>Mostly a ticket is due no earlier than the last, and then this is a linked list: joining and
 * leaving cost constant time, and leaving in front touches no other ticket. One that is due earlier
 * turns it into a heap, until that is empty.
 */
class Line<J> extends Entry {
  private @Nullable Ticket<J> front;
  private @Nullable Ticket<J> back;

  /** In use while it holds anything; then the list is empty. */
  private @Nullable Heap<Ticket<J>> byDue;

  final boolean isEmpty() {
    return front == null && byDue == null;
  }

  final void join(Ticket<J> ticket) {
    Ticket<J> last = back;
    if (byDue != null) {
      byDue.add(ticket, ticket.due, ticket.sequence);
    } else if (last == null) {
      front = ticket;
      back = ticket;
    } else if (ticket.due >= last.due) {
      ticket.ahead = last;
      last.behind = ticket;
      back = ticket;
    } else {
      Heap<Ticket<J>> heap = heap();
      heap.add(ticket, ticket.due, ticket.sequence);
      byDue = heap;
    }
  }

  /** Takes out the one in front. */
  final @Nullable Ticket<J> poll() {
    Ticket<J> first = byDue == null ? front : byDue.first();
    if (first != null) {
      leave(first);
    }
    return first;
  }

  /** Takes out one that stands here. */
  final void leave(Ticket<J> ticket) {
    if (byDue != null) {
      byDue.remove(ticket);
      if (byDue.isEmpty()) {
        byDue = null;
      }
    } else {
      unlink(ticket);
    }
  }

  private void unlink(Ticket<J> ticket) {
    Ticket<J> ahead = ticket.ahead;
    Ticket<J> behind = ticket.behind;
    ticket.ahead = null;
    ticket.behind = null;
    if (ticket == front) {
      // What is ahead of the new front stays as it is: nobody reads it, and it holds one ticket.
      front = behind;
      if (behind == null) {
        back = null;
      }
    } else if (ahead != null) {
      ahead.behind = behind;
      if (behind == null) {
        back = ahead;
      } else {
        behind.ahead = ahead;
      }
    }
  }

  private Heap<Ticket<J>> heap() {
    Heap<Ticket<J>> heap = new Heap<>();
    Ticket<J> ticket = front;
    while (ticket != null) {
      Ticket<J> behind = ticket.behind;
      ticket.ahead = null;
      ticket.behind = null;
      heap.add(ticket, ticket.due, ticket.sequence);
      ticket = behind;
    }
    front = null;
    back = null;
    return heap;
  }
}
