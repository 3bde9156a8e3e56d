namespace DfsAspire.Hostile.Lying;

/// <summary>Has a node tell a lie and sees what becomes of it.</summary>
internal static class Told
{
    public static async Task PlayAsync(Scene scene, Lie lie, int node)
    {
        var liar = scene.Liar(node);
        var attack = new Attack(scene, liar);
        await attack.PrepareAsync();
        liar.Lie = lie;
        await attack.RunAsync();
        Assert.True(liar.Told > 0, $"there was no occasion for '{lie}'");
        if (lie.IsKnown)
            Assert.True(attack.Faults.Count > 0, $"nobody was blamed for '{lie}'");
        await attack.CheckAfterAsync();
    }
}
