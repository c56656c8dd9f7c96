/** Runs one module of bench/rows, and prints its lines as JSON. */
const { run } = await import(new URL(`rows/${process.argv[2]}.mjs`, import.meta.url).href)
console.log(JSON.stringify(await run()))
