// What @mattermost/client does for the web application, against the server at the address given: Client4 and
// WebSocketClient, unmodified. The server is empty; every account is made by the library.
import assert from 'node:assert/strict';
import {PASSWORD, Person, refused} from './person.mjs';
import {check, finish, within} from './tally.mjs';

const base = process.argv[2];
const NOBODY = 'a'.repeat(26);
const FORBIDDEN = 'api.context.permissions.app_error';
const [ada, bob, cyd] = ['ada', 'bob', 'cyd'].map((name) => new Person(base, name));
const strange = new Person(base, 'strange');
let team, town, room, hidden;
const json = JSON.parse;

await check('what a client reads before anybody logs in', async () => {
    const config = await ada.client.getClientConfig();
    assert.equal(config.EnableOpenServer === 'true' || config.EnableOpenServer === 'false', true);
    assert.equal(config.EnableSignInWithUsername, 'true');
    assert.equal((await ada.client.getClientLicenseOld()).IsLicensed, 'false');
    assert.equal((await ada.client.ping(false)).status, 'OK');
    assert.match(ada.client.serverVersion, /^\d+\.\d+\.\d+\./);
    await refused(() => ada.client.getMe(), 'api.context.session_expired.app_error', 401);
});

await check('accounts sign up, the first one is the system admin, and log in', async () => {
    await ada.signUp();
    assert.match((await ada.logIn()).user.roles, /\bsystem_admin\b/);
    for (const person of [bob, cyd, strange]) {
        // An admin's own client makes the others: whether strangers may sign up is a setting.
        const user = await ada.client.createUser(
            {email: `${person.username}@example.com`, username: person.username, password: PASSWORD}, '', '');
        assert.equal(user.roles, 'system_user');
        await person.logIn();
        assert.equal((await person.client.getMe()).id, user.id);
    }
    await refused(() => new Person(base, 'bob').client.login('bob', 'wrong-' + PASSWORD),
        'api.user.login.invalid_credentials_email_username', 401);
    await refused(() => ada.client.createUser({email: 'bob2@example.com', username: 'bob', password: PASSWORD}, '', ''),
        'app.user.save.username_exists.app_error', 400);
});

await check('the WebSocket takes the token and answers its ping', async () => {
    await Promise.all([ada.goLive(), bob.goLive(), cyd.goLive({byCookie: true})]);
    const pong = await ada.act('ping');
    assert.equal(pong.data.text, 'pong');
    const [hello] = ada.seen('hello', () => true);
    assert.equal(hello.seq, 0);
    assert.equal(hello.data.connection_id.length, 26);
    assert.match(hello.data.server_version, /^\d+\.\d+\.\d+\./);
});

await check('a team, its members, and who is told', async () => {
    team = await ada.client.createTeam({name: 'harbour', display_name: 'Harbour', type: 'O'});
    assert.equal((await ada.client.getTeamByName('harbour')).id, team.id);
    for (const person of [bob, cyd]) {
        assert.equal((await ada.client.addToTeam(team.id, person.user.id)).user_id, person.user.id);
        const told = await person.expect('added_to_team', (e) => e.data.team_id === team.id);
        assert.equal(told.data.user_id, person.user.id);
    }
    assert.deepEqual((await bob.client.getMyTeams()).map((t) => t.id), [team.id]);
    assert.deepEqual((await bob.client.getMyTeamMembers()).map((m) => m.team_id), [team.id]);
    town = await bob.client.getChannelByName(team.id, 'town-square');
    const shut = await ada.client.createTeam({name: 'shut', display_name: 'Shut', type: 'I'});
    await refused(() => strange.client.getTeam(shut.id), FORBIDDEN, 403);
    await refused(() => strange.client.getMyChannels(team.id), FORBIDDEN, 403);
    await refused(() => ada.client.createTeam({name: 'harbour', display_name: 'Again', type: 'O'}),
        'store.sql_team.save_team.existing.app_error', 400);
});

await check('channels: made, changed, joined, left, hidden from others', async () => {
    room = await bob.client.createChannel({team_id: team.id, name: 'quay', display_name: 'Quay', type: 'O'});
    assert.deepEqual([room.creator_id, room.type, room.team_id], [bob.user.id, 'O', team.id]);
    hidden = await bob.client.createChannel({team_id: team.id, name: 'vault', display_name: 'Vault', type: 'P'});
    await bob.expect('channel_created', (e) => e.data.channel_id === hidden.id);
    await refused(() => cyd.client.getChannel(hidden.id), FORBIDDEN, 403);
    await refused(() => cyd.client.createPost({channel_id: hidden.id, message: 'let me in'}), FORBIDDEN, 403);

    assert.equal((await bob.client.patchChannel(room.id, {header: 'Ships'})).header, 'Ships');
    const changed = await bob.expect('channel_updated', (e) => e.broadcast.channel_id === room.id);
    assert.equal(json(changed.data.channel).header, 'Ships');

    assert.equal((await bob.client.addToChannel(cyd.user.id, room.id)).channel_id, room.id);
    for (const person of [bob, cyd]) {
        await person.expect('user_added', (e) => e.data.user_id === cyd.user.id && e.broadcast.channel_id === room.id);
    }
    assert.equal((await bob.client.getChannelStats(room.id)).member_count, 2);
    assert.deepEqual((await cyd.client.getMyChannels(team.id)).map((c) => c.name).sort(),
        ['off-topic', 'quay', 'town-square']);
    assert.deepEqual((await cyd.client.getMyChannelMembers(team.id)).map((m) => m.channel_id).includes(room.id), true);

    await bob.client.removeFromChannel(cyd.user.id, room.id);
    await cyd.expect('user_removed', (e) => e.data.channel_id === room.id && e.broadcast.user_id === cyd.user.id);
    await bob.expect('user_removed', (e) => e.data.user_id === cyd.user.id && e.broadcast.channel_id === room.id);
    await cyd.client.addToChannel(cyd.user.id, room.id);
    await refused(() => bob.client.getChannel(NOBODY), 'app.channel.get.existing.app_error', 404);
});

await check('a post stands in the channel and arrives at everybody at once', async () => {
    const post = await bob.client.createPost({channel_id: room.id, message: 'Ship ahoy @cyd, 船が着いた'});
    for (const person of [bob, cyd]) {
        const event = await person.expect('posted', (e) => json(e.data.post).id === post.id);
        assert.deepEqual([event.broadcast.channel_id, event.data.channel_name, event.data.channel_type,
            event.data.channel_display_name, event.data.sender_name, event.data.team_id],
        [room.id, 'quay', 'O', 'Quay', '@bob', team.id]);
        // Only who is mentioned is told of it.
        assert.equal(event.data.mentions, person === cyd ? JSON.stringify([cyd.user.id]) : undefined);
        const {id, message, user_id: author, create_at: at} = json(event.data.post);
        assert.deepEqual([id, message, author, at], [post.id, post.message, bob.user.id, post.create_at]);
    }
    const list = await cyd.client.getPosts(room.id);
    assert.equal(list.order[0], post.id);
    assert.equal(list.posts[post.id].message, post.message);
    assert.equal((await cyd.client.getMyChannelMember(room.id)).mention_count, 1);
    assert.deepEqual(strange.events, []);
    await refused(() => bob.client.createPost({channel_id: NOBODY, message: 'nowhere'}), FORBIDDEN, 403);
});

await check('a post is changed and removed, by its author only', async () => {
    const post = await bob.client.createPost({channel_id: room.id, message: 'first thougth'});
    await refused(() => cyd.client.patchPost({id: post.id, message: 'mine'}), FORBIDDEN, 403);
    await refused(() => cyd.client.deletePost(post.id), FORBIDDEN, 403);
    const patched = await bob.client.patchPost({id: post.id, message: 'first thought'});
    assert.ok(patched.edit_at >= patched.create_at);
    const edited = await cyd.expect('post_edited', (e) => json(e.data.post).id === post.id);
    assert.equal(json(edited.data.post).message, 'first thought');
    assert.equal((await bob.client.updatePost({...patched, message: 'second thought'})).message, 'second thought');

    assert.equal((await cyd.client.pinPost(post.id)).status, 'OK');
    assert.deepEqual((await bob.client.getPinnedPosts(room.id)).order, [post.id]);

    assert.equal((await bob.client.deletePost(post.id)).status, 'OK');
    const deleted = await cyd.expect('post_deleted', (e) => json(e.data.post).id === post.id);
    assert.equal(deleted.broadcast.channel_id, room.id);
    await refused(() => bob.client.getPost(post.id), 'app.post.get.app_error', 404);
});

await check('reactions come and go', async () => {
    const post = await bob.client.createPost({channel_id: room.id, message: 'lunch?'});
    const reaction = await cyd.client.addReaction(cyd.user.id, post.id, 'pizza');
    assert.deepEqual([reaction.user_id, reaction.post_id, reaction.emoji_name], [cyd.user.id, post.id, 'pizza']);
    const of = (e) => json(e.data.reaction).post_id === post.id;
    const added = await bob.expect('reaction_added', of);
    assert.deepEqual([json(added.data.reaction).emoji_name, added.broadcast.channel_id], ['pizza', room.id]);
    assert.deepEqual((await bob.client.getReactionsForPost(post.id)).map((r) => r.user_id), [cyd.user.id]);
    assert.equal((await bob.client.getPost(post.id)).metadata.reactions[0].emoji_name, 'pizza');
    await cyd.client.removeReaction(cyd.user.id, post.id, 'pizza');
    await bob.expect('reaction_removed', of);
    await refused(() => bob.client.addReaction(cyd.user.id, post.id, 'tada'),
        'api.reaction.save_reaction.user_id.app_error', 403);
    await refused(() => strange.client.addReaction(strange.user.id, post.id, 'tada'), FORBIDDEN, 403);
});

await check('a thread: replies, its members, its place in the list', async () => {
    const root = await bob.client.createPost({channel_id: room.id, message: 'who has the key?'});
    const reply = await cyd.client.createPost({channel_id: room.id, root_id: root.id, message: 'I do'});
    const event = await bob.expect('posted', (e) => json(e.data.post).id === reply.id);
    assert.equal(json(event.data.post).root_id, root.id);
    const thread = await bob.client.getPostThread(root.id);
    assert.deepEqual(Object.keys(thread.posts).sort(), [root.id, reply.id].sort());
    assert.equal(thread.posts[root.id].reply_count, 1);
    const threads = await bob.client.getUserThreads('me', team.id, {extended: false});
    assert.deepEqual(threads.threads.map((t) => [t.id, t.reply_count]), [[root.id, 1]]);
    await refused(() => bob.client.createPost({channel_id: room.id, root_id: NOBODY, message: 'lost'}),
        'api.post.create_post.root_id.app_error', 400);
});

await check('direct and group channels', async () => {
    const direct = await bob.client.createDirectChannel([bob.user.id, cyd.user.id]);
    assert.deepEqual([direct.type, direct.team_id], ['D', '']);
    await cyd.expect('direct_added', (e) => e.broadcast.channel_id === direct.id);
    assert.equal((await cyd.client.createDirectChannel([cyd.user.id, bob.user.id])).id, direct.id);
    const post = await bob.client.createPost({channel_id: direct.id, message: 'between us'});
    const event = await cyd.expect('posted', (e) => json(e.data.post).id === post.id);
    assert.deepEqual([event.data.channel_type, event.data.team_id], ['D', '']);
    assert.deepEqual(json(event.data.mentions), [cyd.user.id]);
    assert.deepEqual(ada.seen('posted', (e) => json(e.data.post).id === post.id), []);

    const group = await bob.client.createGroupChannel([ada.user.id, cyd.user.id]);
    assert.equal(group.type, 'G');
    await ada.expect('group_added', (e) => e.broadcast.channel_id === group.id);
    await refused(() => strange.client.getPosts(group.id), FORBIDDEN, 403);
    await refused(() => bob.client.createGroupChannel([bob.user.id, cyd.user.id]),
        'api.channel.create_group.bad_size.app_error', 400);
});

await check('posts, people and channels are found', async () => {
    const post = await bob.client.createPost({channel_id: room.id, message: 'the marmalade is out #breakfast'});
    assert.deepEqual((await cyd.client.searchPosts(team.id, 'marmalade', false)).order, [post.id]);
    assert.deepEqual((await cyd.client.searchPosts(team.id, '#breakfast from:bob', false)).order, [post.id]);
    assert.deepEqual((await cyd.client.searchPosts(team.id, '船が着いた', false)).order.length, 1);
    await bob.client.createPost({channel_id: hidden.id, message: 'the marmalade is hidden here'});
    assert.deepEqual((await cyd.client.searchPosts(team.id, 'marmalade', false)).order, [post.id]);
    assert.deepEqual((await bob.client.searchUsers('cy', {team_id: team.id})).map((u) => u.username), ['cyd']);
    assert.deepEqual((await bob.client.autocompleteUsers('c', team.id, room.id)).users.map((u) => u.username), ['cyd']);
    assert.deepEqual((await bob.client.autocompleteChannels(team.id, 'Quay')).map((c) => c.name), ['quay']);
    assert.deepEqual((await bob.client.getProfilesInChannel(room.id)).map((u) => u.username).sort(), ['bob', 'cyd']);
    assert.deepEqual((await bob.client.getProfilesByUsernames(['cyd'])).map((u) => u.id), [cyd.user.id]);
    await refused(() => strange.client.searchPosts(team.id, 'marmalade', false), FORBIDDEN, 403);
});

await check('preferences are kept, told to the account and removed', async () => {
    const preference = {user_id: bob.user.id, category: 'display_settings', name: 'use_military_time', value: 'true'};
    const own = ({category, name}) => category === preference.category && name === preference.name;
    await bob.client.savePreferences(bob.user.id, [preference]);
    const told = await bob.expect('preferences_changed', (e) => json(e.data.preferences).some(own));
    assert.deepEqual(json(told.data.preferences), [preference]);
    assert.deepEqual((await bob.client.getMyPreferences()).filter(own), [preference]);
    await bob.client.deletePreferences(bob.user.id, [preference]);
    await bob.expect('preferences_deleted', (e) => json(e.data.preferences).some(own));
    assert.deepEqual((await bob.client.getMyPreferences()).filter(own), []);
    await refused(() => cyd.client.savePreferences(bob.user.id, [preference]), FORBIDDEN, 403);
});

await check('status, typing, reading, and the roles that the web application asks for', async () => {
    assert.equal((await bob.client.updateStatus({user_id: bob.user.id, status: 'dnd'})).status, 'dnd');
    await bob.expect('status_change', (e) => e.data.status === 'dnd' && e.data.user_id === bob.user.id);
    assert.equal((await cyd.client.getStatus(bob.user.id)).status, 'dnd');
    assert.deepEqual((await cyd.client.getStatusesByIds([bob.user.id])).map((s) => s.status), ['dnd']);
    const byIds = await cyd.act('getStatusesByIds', [bob.user.id]);
    assert.equal(byIds.data[bob.user.id], 'dnd');

    assert.equal((await bob.act('userTyping', room.id, '')).status, 'OK');
    const typing = await cyd.expect('typing', (e) => e.broadcast.channel_id === room.id);
    assert.deepEqual([typing.data.user_id, typing.data.parent_id], [bob.user.id, '']);
    assert.deepEqual(bob.seen('typing', () => true), []);

    assert.equal((await cyd.client.viewMyChannel(room.id)).status, 'OK');
    await cyd.expect('multiple_channels_viewed', (e) => room.id in e.data.channel_times);
    const member = await cyd.client.getMyChannelMember(room.id);
    assert.deepEqual([member.mention_count, member.msg_count], [0, (await cyd.client.getChannel(room.id)).total_msg_count]);

    const roles = await cyd.client.getRolesByNames(['system_user', 'team_user', 'channel_user']);
    assert.deepEqual(roles.map((r) => r.name).sort(), ['channel_user', 'system_user', 'team_user']);
    assert.ok(roles.some((r) => r.permissions.includes('create_post')));
    const categories = await cyd.client.getChannelCategories(cyd.user.id, team.id);
    assert.deepEqual(categories.categories.map((c) => c.type), ['favorites', 'channels', 'direct_messages']);
    assert.deepEqual(categories.order, categories.categories.map((c) => c.id));
    assert.equal((await cyd.client.patchMe({nickname: 'Cy'})).nickname, 'Cy');
    const updated = await bob.expect('user_updated', (e) => e.data.user.id === cyd.user.id && e.data.user.nickname === 'Cy');
    assert.equal(updated.data.user.password ?? '', '');
});

await check('a channel is archived and refuses posts', async () => {
    await refused(() => strange.client.deleteChannel(room.id), FORBIDDEN, 403);
    assert.equal((await bob.client.deleteChannel(room.id)).status, 'OK');
    await cyd.expect('channel_deleted', (e) => e.data.channel_id === room.id);
    await refused(() => bob.client.createPost({channel_id: room.id, message: 'too late'}),
        'api.post.create_post.can_not_post_to_deleted.error', 400);
});

await check('a lost connection comes back with what it missed', async () => {
    const reconnected = (person) => within(5000, `${person.username}'s next connection`,
        new Promise((resolve) => person.socket.addReconnectListener(resolve)));
    const back = [reconnected(cyd), reconnected(ada)];
    cyd.socket.conn.terminate();
    ada.socket.conn.terminate();
    const post = await bob.client.createPost({channel_id: town.id, message: 'while you were out'});
    await Promise.all(back);
    await cyd.expect('posted', (e) => json(e.data.post).id === post.id);
    // The library cuts a connection whose numbers have a gap, and tells when it must fetch everything anew.
    assert.equal(cyd.missed, 0, 'the server knew the connection and went on with it');
    assert.equal(cyd.seen('posted', (e) => json(e.data.post).id === post.id).length, 1);
    // One that says who it is by the challenge is a new one.
    await ada.expect('hello', (e) => e !== ada.seen('hello', () => true)[0]);
    assert.equal(ada.missed, 1);
});

await check('after the log-out the token is worth nothing', async () => {
    const token = bob.client.getToken();
    assert.equal((await bob.client.logout()).ok, true);
    const late = new Person(base, 'bob');
    late.client.setToken(token);
    await refused(() => late.client.getMe(), 'api.context.session_expired.app_error', 401);
    assert.equal((await cyd.client.getMe()).username, 'cyd');
});

for (const person of [ada, bob, cyd]) {
    person.leave();
}
process.exit(finish());
