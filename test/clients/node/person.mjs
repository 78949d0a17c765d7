// An account with a Client4 and, when it is live, a WebSocketClient of @mattermost/client.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import WebSocket from 'ws';
import {within} from './tally.mjs';

// What a browser has and Node 20 has not.
globalThis.WebSocket = WebSocket;
globalThis.CloseEvent ??= class extends Event {
    constructor(type, {code = 0, reason = '', wasClean = false} = {}) {
        super(type);
        Object.assign(this, {code, reason, wasClean});
    }
};

const {Client4, ClientError, WebSocketClient} = createRequire(import.meta.url)('@mattermost/client');

export const PASSWORD = 'correct-horse-1';

export class Person {
    constructor(base, username) {
        this.base = base;
        this.username = username;
        this.client = new Client4();
        this.client.setUrl(base);
        this.events = [];
        this.waiting = [];
    }

    async signUp() {
        this.user = await this.client.createUser(
            {email: `${this.username}@example.com`, username: this.username, password: PASSWORD}, '', '');
        return this;
    }

    async logIn() {
        this.user = await this.client.login(this.username, PASSWORD);
        return this;
    }

    /** Opens the WebSocket and waits for the server's hello. By the token's challenge, as programs do, or by the cookie,
     *  as a browser does; only that one can be resumed. */
    async goLive({byCookie = false} = {}) {
        this.missed = 0;
        const token = this.client.getToken();
        this.socket = new WebSocketClient({
            minWebSocketRetryTime: 1,
            reconnectJitterRange: 1,
            newWebSocketFn: (url) => new WebSocket(url, byCookie ? {headers: {Cookie: `MMAUTHTOKEN=${token}`}} : {}),
        });
        this.socket.addMessageListener((event) => this.take(event));
        this.socket.addMissedMessageListener(() => (this.missed += 1));
        this.socket.initialize(this.base.replace(/^http/, 'ws') + '/api/v4/websocket', byCookie ? undefined : token);
        await this.expect('hello', () => true);
        // The answer to an action after the challenge: the server has taken the token.
        const reply = await within(5000, 'the first statuses', new Promise((resolve) => this.socket.getStatuses(resolve)));
        assert.equal(reply.status, 'OK');
        return this;
    }

    take(event) {
        this.events.push(event);
        this.waiting = this.waiting.filter(({name, fits, resolve}) => {
            if (event.event !== name || !fits(event)) {
                return true;
            }
            resolve(event);
            return false;
        });
    }

    /** The first event of that name that fits, come already or yet to come. */
    expect(name, fits) {
        const come = this.events.find((event) => event.event === name && fits(event));
        if (come) {
            return come;
        }
        return within(5000, `${name} for ${this.username}`,
            new Promise((resolve) => this.waiting.push({name, fits, resolve})));
    }

    /** The answer to a WebSocket action. */
    act(method, ...parameters) {
        return within(5000, `the answer to ${method}`,
            new Promise((resolve) => this.socket[method](...parameters, resolve)));
    }

    /** Events of that name so far that fit. */
    seen(name, fits) {
        return this.events.filter((event) => event.event === name && fits(event));
    }

    leave() {
        this.socket?.close();
    }
}

/** The call must be refused with the library's own error, carrying this id and status. */
export async function refused(call, id, status) {
    await assert.rejects(call, (error) => {
        assert.ok(error instanceof ClientError, `not a ClientError: ${error}`);
        assert.deepEqual([error.server_error_id, error.status_code], [id, status]);
        assert.ok(error.message, 'a refusal has a text');
        return true;
    });
}
