using DfsAspire.Node.Storage.Files;

namespace DfsAspire.Node.Tests.Storage;

public sealed class VolumeFilesTests
{
    private const int Writers = 4;
    private const int Rounds = 40;

    [Fact]
    public async Task Files_come_and_go_in_one_directory_while_it_is_removed_again_and_again()
    {
        var root = Directory.CreateTempSubdirectory("dfs-files-");
        using var enough = new CancellationTokenSource();
        try
        {
            var files = new VolumeFiles(new LocalDisk(root.FullName), 0);
            var removing = Task.Run(() =>
            {
                while (!enough.IsCancellationRequested)
                    files.RemoveEmptyDirectories(static _ => true);
            }, TestVolume.Cancel);
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    var path = $"Alice/a/b/{writer}";
                    using (var file = files.CreateIncoming(0))
                    {
                        file.Seal([1, 2, 3]);
                        files.Place(file, path);
                    }

                    Assert.Equal(3, files.SizeOf(path));
                    files.Delete(path);
                }
            })));

            await enough.CancelAsync();
            await removing;
            files.RemoveEmptyDirectories(static _ => true);
            Assert.Equal([".dfs"], Directory.EnumerateDirectories(root.FullName).Select(Path.GetFileName));
        }
        finally
        {
            await enough.CancelAsync();
            root.Delete(recursive: true);
        }
    }
}
