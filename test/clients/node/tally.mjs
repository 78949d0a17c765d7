// Counting checks and waiting for events.
import util from 'node:util';

let passed = 0;
let failed = 0;

/** Runs one named check; what it throws is printed and counted. */
export async function check(name, body) {
    try {
        await body();
        passed += 1;
        console.log(`ok       ${name}`);
    } catch (error) {
        failed += 1;
        console.log(`FAILED   ${name}`);
        console.log(util.inspect(error, {depth: 6}).replace(/^/gm, '    '));
    }
}

/** Prints the totals; the exit status that belongs to them. */
export function finish() {
    console.log(`${passed} passed, ${failed} failed`);
    return failed || !passed ? 1 : 0;
}

/** `promise`, or an error that says what did not come within `ms`. */
export function within(ms, what, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what} did not come within ${ms} ms`)), ms);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
