import { readFileSync } from 'node:fs'
import { makeDatabase } from './database.js'
import { chinookFile, urlsOn } from './places.js'

/** @param {string} server */
export async function generateMusic(server) {
  await makeDatabase(server, urlsOn(server).music, musicTables())
}

/** SQL that makes Chinook's tables where its file is at hand, else a catalogue with its tables, columns and sizes. */
export function musicTables() {
  const file = chinookFile()
  if (!file) return catalogue
  const script = readFileSync(file, 'utf8')
  // What comes first makes a database of its own.
  const connected = '\\c chinook;'
  return script.slice(script.indexOf(connected) + connected.length)
}

const catalogue = `
  create table artist (artist_id int primary key, name varchar(120));
  create table album (album_id int primary key, title varchar(160) not null, artist_id int not null references artist);
  create table track (
    track_id int primary key, name varchar(200) not null, album_id int references album, composer varchar(220),
    milliseconds int not null, bytes int, unit_price numeric(10,2) not null
  );
  insert into artist select i, 'Artist No. ' || i from generate_series(1, 275) i;
  insert into album select i, 'Album No. ' || i || ' "Live"', 1 + i * 7 % 204 from generate_series(1, 347) i;
  insert into track
    select i, 'Track No. ' || i, 1 + i * 13 % 347, 'Composer No. ' || i % 800, 60000 + i * 7919 % 400000, i * 1009, 0.99
    from generate_series(1, 3503) i;
  create index album_artist_id_idx on album (artist_id);
  create index track_album_id_idx on track (album_id);
`
