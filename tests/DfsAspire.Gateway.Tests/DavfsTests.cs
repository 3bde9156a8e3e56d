using System.Diagnostics;
using System.Runtime.Versioning;

namespace DfsAspire.Gateway.Tests;

/// <summary>
/// Ordinary tools in a davfs2 mount, while a node is lost. What is in the store afterwards is read past the mount and its cache, and compared
/// with what the same tools made of the same files on the local disk.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class DavfsTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const int LargeBytes = 20_000_000;

    [Fact]
    public async Task What_ordinary_tools_write_into_a_mount_is_in_the_store()
    {
        DavMount.NeedHere();
        var local = await ProjectAsync();

        await using (var mount = await DavMount.OfAsync(At("")))
        {
            await BothAsync(local, mount.Root, "tar -xzf ../project.tgz; sed -i s/one/two/ project/src/1.c; echo more >> project/src/2.c; mkdir project/empty");
            Cluster.Kill(2);
            await BothAsync(local, mount.Root,
                "cp project/src/3.c new; mv new project/src/4.c; i=0; while [ $i -lt 10 ]; do echo line $i >> log; i=$((i+1)); done; cp ../large large; cmp ../large large; cp -r project gone; rm -r gone; rm project/src/5.c; mv project other; mkdir into; mv other into/");
            await SameAsync(local, mount.Root);
            await mount.EndAsync();
        }

        await SameAsync(local, await FetchedAsync());
    }

    [Fact]
    public async Task A_project_is_built_in_a_mount()
    {
        DavMount.NeedHere();
        Assert.SkipUnless(Programs.IsInstalled("make") && Programs.IsInstalled("cc"), "There is no make or no cc: 'apt-get install gcc make' brings both.");
        var local = await ProjectAsync();

        await using (var mount = await DavMount.OfAsync(At("")))
        {
            // WebDAV's times are in whole seconds: what is written within one is no newer than what was built in it.
            await RunAsync(mount.Root, "tar -xzf \"$0/../project.tgz\"; make -C project; test \"$(project/program)\" = 15; make -C project | grep 'up to date'; until [ \"$(date +%s)\" -gt \"$(stat -c %Y project/obj/1.o)\" ]; do sleep 0.1; done; echo >> project/src/1.c; make -C project | grep 1.c", local);
            await mount.EndAsync();
        }

        var back = await FetchedAsync();
        await RunAsync(back, "chmod +x project/program; test \"$(project/program)\" = 15");
    }

    [Fact]
    public async Task A_repository_is_cloned_into_a_mount_and_worked_in()
    {
        DavMount.NeedHere();
        Assert.SkipUnless(Programs.IsInstalled("git"), "There is no git: 'apt-get install git' brings it.");
        var local = await ProjectAsync();
        const string Commit = "git -c user.name=alice -c user.email=alice@example.org commit -q";
        await RunAsync(local, $"tar -xzf ../project.tgz; cd project; git init -q -b main --template=; git add .; {Commit} -m one; echo >> src/1.c; {Commit} -am two; git gc -q");

        await using (var mount = await DavMount.OfAsync(At("")))
        {
            // Which file is executable davfs2 tells the gateway when a program says chmod, and not when it makes the file so, as git does.
            await RunAsync(mount.Root, "git -c core.fileMode=false clone -q --no-hardlinks --template= \"$0/project\" clone", local);
            Cluster.Kill(4);
            await RunAsync(mount.Root, $"cd clone; git checkout -q -b work; git mv src source; {Commit} -m moved; git fsck --full --strict; test -z \"$(git status --porcelain)\"");
            await mount.EndAsync();
        }

        await RunAsync(await FetchedAsync(), "cd clone; git config core.fileMode false; git fsck --full --strict; test -z \"$(git status --porcelain)\"; test $(git log --oneline | wc -l) = 3");
    }

    // The same commands, here and there.
    private static async Task BothAsync(string local, string mounted, string script)
    {
        await RunAsync(local, script);
        await RunAsync(mounted, script.Replace("../", $"{Path.GetDirectoryName(local)}/", StringComparison.Ordinal));
    }

    private static Task SameAsync(string local, string other) => RunAsync(other, "diff -r -x lost+found \"$0\" .", local);

    private static async Task RunAsync(string directory, string script, string argument = "sh")
    {
        // Nothing of who runs the tests.
        var shell = new ProcessStartInfo("sh");
        shell.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        shell.Environment["LC_ALL"] = "C";
        var (code, output) = await Programs.RunAsync(shell, directory, "-e", "-c", script, argument);
        Assert.True(code == 0, $"{script}\nended with {code}:\n{output}");
    }

    /// <summary>An empty directory, and beside it a small project as a tarball, and a large file.</summary>
    private async Task<string> ProjectAsync()
    {
        var place = Directory.CreateDirectory(Local()).FullName;
        var sources = Directory.CreateDirectory(Path.Combine(place, "project", "src")).FullName;
        for (var i = 1; i <= 5; i++)
            await File.WriteAllTextAsync(Path.Combine(sources, $"{i}.c"), $"/* one */\nint f{i}(void) {{ return {i}; }}\n", Cancellation);
        var calls = string.Join(" + ", Enumerable.Range(1, 5).Select(i => $"f{i}()"));
        var declared = string.Concat(Enumerable.Range(1, 5).Select(i => $"int f{i}(void);\n"));
        await File.WriteAllTextAsync(Path.Combine(sources, "main.c"), $"#include <stdio.h>\n{declared}int main(void) {{ printf(\"%d\\n\", {calls}); return 0; }}\n", Cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(place, "project", "Makefile"),
            "program: $(patsubst src/%.c,obj/%.o,$(wildcard src/*.c))\n\tcc -o $@ $^\nobj/%.o: src/%.c\n\t@mkdir -p obj\n\tcc -c -o $@ $<\n", Cancellation);
        var odd = Directory.CreateDirectory(Path.Combine(place, "project", "ü & ñ")).FullName;
        await File.WriteAllTextAsync(Path.Combine(odd, "100% #1;[x].txt"), "odd", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(odd, "nothing"), "", Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(place, "large"), Bytes.Of(LargeBytes, 7), Cancellation);
        await RunAsync(place, "tar -czf project.tgz project; rm -r project");
        return Directory.CreateDirectory(Path.Combine(place, "local")).FullName;
    }

    /// <summary>What the store has in the test's folder, as the command line would fetch it.</summary>
    private async Task<string> FetchedAsync()
    {
        var directory = Directory.CreateDirectory(Local()).FullName;
        var client = await ConnectAsync();
        await FetchAsync(Folder, directory);
        return directory;

        async Task FetchAsync(StorePath folder, string to)
        {
            foreach (var entry in (await client.ListAsync(folder, Cancellation)).Entries.Where(entry => !HiddenNames.IsHidden(entry.Path.Name)))
            {
                var name = Path.Combine(to, entry.Path.Name);
                if (entry.IsFolder)
                    await FetchAsync(entry.Path, Directory.CreateDirectory(name).FullName);
                else
                    await client.GetFileAsync(entry.Path, name, null, Cancellation);
            }
        }
    }
}
