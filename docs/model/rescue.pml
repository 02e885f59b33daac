/* Rescue; time and the faults of leases and of the queue. */

/* Records lost attempts, and forgets lost messages. */
proctype rescue() {
  byte id, attempt, w, k, i;
end:
  do
#ifndef NO_RESCUE
  :: atomic {
       if
       :: is(0, running) && expired[0] -> id = 0
       :: is(1, running) && expired[1] -> id = 1
       :: is(2, running) && expired[2] -> id = 2
       :: is(3, running) && expired[3] -> id = 3
       fi;
       attempt = attempts[id]; w = holder[id]
     };
     d_step {
       if
       :: is(id, running) && holder[id] == w && attempts[id] == attempt && still_expired(id) ->
          property(lost_with_cause, !renews[id] || !valid[w]);
          lost[id]++;
          record(id, failed)
       :: else
       fi;
       id = 0; attempt = 0; w = 0; k = 0
     }
#endif
#ifndef NO_MESSAGE_SWEEP
  :: d_step { any4(lost_message, 0) ->
       i = 0;
       do
       :: i < R ->
          if
          :: lost_message(i, 0) -> has_message[i] = 0
          :: else
          fi;
          i++
       :: else -> break
       od;
       i = 0
     }
#endif
  od
}

/* Time, and faults of leases and of the queue. */
proctype surroundings() {
  byte i;
end:
  do
  :: now < T -> now++
  /* A process is suspended or cut off for a whole lease: its own clock expires first. */
  :: d_step { stalls > 0 && valid[0] -> stalls--; valid[0] = 0 }
  :: d_step { stalls > 0 && valid[1] -> stalls--; valid[1] = 0 }
  :: d_step { can_expire(0) -> expired[0] = 1 }
  :: d_step { can_expire(1) -> expired[1] = 1 }
  :: d_step { can_expire(2) -> expired[2] = 1 }
  :: d_step { can_expire(3) -> expired[3] = 1 }
  :: atomic { losses > 0 && any4(is_enqueued, 0) ->
       if
       :: messages[0] > 0 -> messages[0]--
       :: messages[1] > 0 -> messages[1]--
       :: messages[2] > 0 -> messages[2]--
       :: messages[3] > 0 -> messages[3]--
       fi;
       losses--
     }
  :: atomic { duplicates > 0 && any4(is_enqueued_once, 0) ->
       if
       :: messages[0] == 1 -> messages[0]++
       :: messages[1] == 1 -> messages[1]++
       :: messages[2] == 1 -> messages[2]++
       :: messages[3] == 1 -> messages[3]++
       fi;
       duplicates--
     }
  od
}
