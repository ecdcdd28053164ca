import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { newFile, queuedService } from "./queued-service.ts";
import { NO_REDIS } from "./redis.ts";
import { heldEngine, listening } from "./running-app.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const deploy = (name: string): Promise<string> =>
  readFile(new URL(`../deploy/${name}`, import.meta.url), "utf8");

interface Service {
  readonly image: string;
  readonly command: string | string[];
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly security_opt?: string[];
  readonly build?: { readonly dockerfile: string };
  readonly ports?: string[];
}
interface Container {
  readonly command: string[];
  readonly args: string[];
  readonly securityContext: object;
}
interface Resource {
  readonly kind: string;
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly Container[] } };
    readonly triggers: readonly { readonly metadata: { readonly listName: string } }[];
  };
}

let dockerfile: string;
let bundled: string;
let services: Readonly<Record<string, Service>>;
let resources: readonly Resource[];
beforeAll(async () => {
  dockerfile = await deploy("Dockerfile");
  bundled = await deploy("../tsdown.config.ts");
  ({ services } = parse(await deploy("compose.yaml"), { merge: true }) as { services: typeof services });
  resources = parseAllDocuments(await deploy("kubernetes.yaml")).map((one) => one.toJS() as Resource);
});
const ours = (): Service[] => Object.values(services).filter(({ image }) => image === "genericdp-server");
const containers = (): readonly Container[] =>
  resources.flatMap(({ kind, spec }) => (kind === "Deployment" ? spec.template.spec.containers : []));
/** The JSON after an instruction of the last stage. */
const instruction = (name: RegExp): string[] =>
  JSON.parse(new RegExp(`^${name.source} (\\[.*\\])$`, "m").exec(dockerfile.split(/^FROM /m).at(-1)!)![1]!);

describe("the deployment examples", () => {
  it("start existing programs with existing options", () => {
    const commands = [
      instruction(/CMD/),
      ...ours().map(({ command }) => String(command).trim().split(/\s+/)),
      ...containers().map(({ command, args }) => [...command, ...args]),
    ];
    expect(commands).toHaveLength(4);
    for (const [node, path, ...args] of commands) {
      const [, name] = /^apps\/server\/dist\/(.*)\.js$/.exec(path!)!;
      // The build puts it there.
      expect(bundled).toContain(`"src/${name}.ts"`);
      const source = `${root}apps/server/src/${name}.ts`;
      const flags = ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning", source];
      const { stdout, status } = spawnSync(process.execPath, [...flags, "--help"], { encoding: "utf8" });
      expect([node, status]).toEqual(["node", 0]);
      const known = new Set(stdout.match(/--[\w-]+/g));
      const given = args.filter((word) => word.startsWith("--"));
      expect(given.length).toBeGreaterThan(0);
      expect(given.filter((word) => !known.has(word))).toEqual([]);
    }
  });

  it("run without root and write only to their volumes", () => {
    const [, ...stages] = dockerfile.split(/^FROM /m);
    for (const stage of stages) expect(stage).toMatch(/^node:\d+-bookworm-slim\b/);
    expect(stages.at(-1)).toMatch(/^USER node$/m);
    // The same pnpm as the checkout, and only packages from the lock file.
    expect(dockerfile).toContain("pnpm@12.21.0");
    expect(dockerfile).toContain("--frozen-lockfile");
    for (const { read_only, cap_drop, security_opt } of ours()) {
      expect([read_only, cap_drop, security_opt]).toEqual([true, ["ALL"], ["no-new-privileges:true"]]);
    }
    for (const { securityContext } of containers()) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  it("detect whether the server is alive", async () => {
    const [node, ...args] = instruction(/HEALTHCHECK.* CMD/);
    expect([node, args.join(" ")]).toEqual([
      "node",
      expect.stringContaining("http://127.0.0.1:8080/healthz"),
    ]);
    const { app, url } = await listening({ engine: heldEngine() });
    const check = async (): Promise<number | null> => {
      const local = args.map((word) => word.replace("http://127.0.0.1:8080", url));
      return new Promise((resolve) => {
        execFile(process.execPath, local).once("exit", resolve);
      });
    };
    expect(await check()).toBe(0);
    await app.close();
    expect(await check()).toBe(1);
  });

  it("scale by the queue's lists of waiting jobs", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const service = await queuedService();
    const redis = new Redis(service.redis.url);
    const names = resources.flatMap(({ spec }) =>
      (spec.triggers ?? []).map(({ metadata }) => metadata.listName),
    );
    const job = { task: "denoise", options: {}, maxPixels: 1e6 } as const;
    for (let i = 0; i < 3; i++) await service.engine.enqueue({ ...job, image: newFile() });
    for (let i = 0; i < 2; i++) await service.engine.enqueue({ ...job, image: newFile() }, { patient: true });
    // As KEDA counts: by the type of the key.
    const counts = names.map(async (name) =>
      (await redis.type(name)) === "zset" ? redis.zcard(name) : redis.llen(name),
    );
    expect(await Promise.all(counts)).toEqual([3, 2]);
    redis.disconnect();
    await service.close();
  });

  it("build a working image", { timeout: 1_500_000 }, (test) => {
    const docker = (...args: string[]) => spawnSync("docker", args, { cwd: root, encoding: "utf8" });
    test.skip(docker("info").status !== 0, "there is no Docker daemon here");
    const base = /^FROM (\S+)/m.exec(dockerfile)![1]!;
    test.skip(docker("pull", "--quiet", base).status !== 0, `Docker cannot get ${base} here`);
    const build = docker("build", "--file", "apps/server/deploy/Dockerfile", "--quiet", ".");
    expect([build.status, build.stderr]).toEqual([0, expect.any(String)]);
    const image = build.stdout.trim();
    const command = ["node", "apps/server/dist/main.js", "--nonsense"];
    const refused = docker("run", "--rm", "--read-only", "--cap-drop", "ALL", image, ...command);
    expect(refused.stderr).toContain("unknown option");
    docker("image", "rm", image);
  });
});
