using DfsAspire.Client.Shell.Trees;

namespace DfsAspire.Client.Tests.Shell;

public sealed class SyncPlanTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_new_or_differs_in_size_or_time_is_copied_and_the_rest_stays()
    {
        var plan = SyncPlan.Make(
            [File("new"), File("same"), File("longer", length: 9), File("older", Time - TimeSpan.FromMilliseconds(1)), Folder("in"), File("in/new")],
            [File("same"), File("longer"), File("older")],
            leftOut: [], byContents: false);

        Assert.Equal(["new", "longer", "older", "in/new"], plan.Files.Select(file => file.Name));
        Assert.Equal(["same"], plan.Unchanged.Select(file => file.Name));
        Assert.Equal(["in"], plan.Folders.Select(folder => folder.Name));
        Assert.Empty(plan.Surplus);
    }

    [Fact]
    public void What_only_the_target_has_goes_files_first_and_then_the_deepest_folders()
    {
        var plan = SyncPlan.Make([Folder("kept")], [Folder("kept"), File("kept/x"), Folder("old"), Folder("old/in"), File("old/in/y"), File("z")], leftOut: [], byContents: false);

        Assert.Equal(["kept/x", "old/in/y", "z", "old/in", "old"], plan.Surplus.Select(item => item.Name));
        Assert.Empty(plan.Folders);
    }

    [Fact]
    public void A_name_that_is_a_file_here_and_a_folder_there_is_left_alone_with_all_that_is_in_it()
    {
        var plan = SyncPlan.Make([File("a"), Folder("b"), File("b/x")], [Folder("a"), File("a/y"), File("b")], leftOut: [], byContents: false);

        Assert.Equal(["a", "b"], plan.Clashes);
        Assert.Empty(plan.Files);
        Assert.Empty(plan.Surplus);
    }

    /// <summary>Else a sync would take from files what WebDAV programs keep beside them, or bring it down among the user's own.</summary>
    [Fact]
    public void What_the_gateway_keeps_of_files_stays_as_long_as_their_folder_does()
    {
        var hidden = $".dfs-properties-{new string('a', 32)}";

        var up = SyncPlan.Make([Folder("kept")], [File(hidden), Folder("kept"), File($"kept/{hidden}"), Folder("old"), File($"old/{hidden}")], leftOut: [], byContents: false);
        var down = SyncPlan.Make([File(hidden), File("a")], [File($"b{hidden}")], leftOut: [], byContents: false);

        Assert.Equal([$"old/{hidden}", "old"], up.Surplus.Select(item => item.Name));
        Assert.Equal(["a"], down.Files.Select(item => item.Name));
        Assert.Equal([$"b{hidden}"], down.Surplus.Select(item => item.Name));
    }

    [Fact]
    public void Where_contents_are_compared_size_and_time_prove_nothing()
    {
        var plan = SyncPlan.Make([File("same")], [File("same")], leftOut: [], byContents: true);

        Assert.Equal(["same"], plan.Files.Select(file => file.Name));
        Assert.Empty(plan.Unchanged);
    }

    [Fact]
    public void What_is_left_out_at_the_source_stays_at_the_target_with_all_below_it_and_above()
    {
        var plan = SyncPlan.Make(
            [], [Folder("photos"), File("photos/x.jpg"), File("photos/y.jpg"), Folder("disk"), File("disk/a"), File("diskette"), Folder("old"), File("old/z")],
            leftOut: ["photos/x.jpg", "disk"], byContents: false);

        Assert.Equal(["photos/y.jpg", "diskette", "old/z", "old"], plan.Surplus.Select(item => item.Name));
    }

    private static SyncItem File(string name, DateTimeOffset? time = null, long length = 5) => new(name, IsFolder: false, length, time ?? Time);

    private static SyncItem Folder(string name) => new(name, IsFolder: true, 0, Time);
}
