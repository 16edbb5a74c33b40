package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import org.bitnetj.kernels.DeviceException;

/** One step of several sessions together: the rows of one pass belong to different caches. */
final class BatchDecode {
    private BatchDecode() {}

    static void run(BitnetModel model, List<Session> sessions, int[] tokens) {
        if (sessions.isEmpty() || sessions.size() > Session.BATCH || sessions.size() != tokens.length) {
            throw new IllegalArgumentException(sessions.size() + " sessions and " + tokens.length
                    + " tokens: there must be one token for each session, and 1 to " + Session.BATCH + " of them");
        }
        if (new HashSet<>(sessions).size() != sessions.size()) {
            throw new IllegalArgumentException("a session is among the sessions twice; one step takes one token of each");
        }
        for (Session session : sessions) {
            if (session.model() != model) {
                throw new IllegalArgumentException("a session is of another model");
            }
        }
        List<Session> begun = new ArrayList<>();
        try {
            for (int i = 0; i < tokens.length; i++) {
                sessions.get(i).begin(tokens[i]);
                begun.add(sessions.get(i));
            }
            while (!step(model, sessions, tokens)) {
                // Once more on the CPU, which goes on for a device that was lost.
            }
        } finally {
            begun.forEach(Session::end);
        }
    }

    private static boolean step(BitnetModel model, List<Session> sessions, int[] tokens) {
        sessions.forEach(Session::settle);
        Workspace w = model.takeWorkspace(tokens.length);
        boolean done = false;
        try {
            done = sessions.stream().allMatch(session -> session.isFor(w)) && step(model, sessions, tokens, w);
        } catch (DeviceException e) {
            if (!model.relieve(e)) {
                throw e;
            }
        } finally {
            if (!done) {
                w.close();
            }
        }
        return done;
    }

    private static boolean step(BitnetModel model, List<Session> sessions, int[] tokens, Workspace w) {
        for (int i = 0; i < tokens.length; i++) {
            sessions.get(i).add(w, tokens[i], sessions.get(i).position());
        }
        w.counts = false;
        w.decoder.run(w);
        int vocabulary = model.vocabularySize();
        float[] logits = new float[Session.LOGITS * vocabulary];
        for (int row = 0; row < tokens.length; row += Session.LOGITS) {
            int count = Math.min(Session.LOGITS, tokens.length - row);
            w.decoder.logits(w, row, count, logits);
            for (int i = 0; i < count; i++) {
                System.arraycopy(logits, i * vocabulary, sessions.get(row + i).logits(), 0, vocabulary);
            }
        }
        sessions.forEach(Session::advance);
        model.giveBack(w);
        return true;
    }
}
