using Kube.Node.Errors;
using Kube.Node.Runtime;
using Xunit;

namespace Kube.Testing.Node;

public abstract partial class ContainerRuntimeConformance
{
    /// <summary>A pulled image is found by any of its names, and by the reference that the pull gave.</summary>
    [Fact]
    public async Task Image_Pulled_IsFoundByItsNames()
    {
        await using var host = await StartAsync();
        var images = host.Runtime.Images;
        var reference = await images.PullAsync(new() { Image = host.Image }, Cancel);
        var byName = await images.GetStatusAsync(host.Image, Cancel);
        var byReference = await images.GetStatusAsync(reference, Cancel);
        Assert.NotNull(byName);
        Assert.Equal(byName.Id, byReference?.Id);
        Assert.Contains(byName.Tags, tag => tag.Contains('/', StringComparison.Ordinal) && tag.Contains(':', StringComparison.Ordinal));
        Assert.Contains(await images.ListAsync(Cancel), image => image.Id == byName.Id);
        Assert.NotEmpty(await images.GetFilesystemsAsync(Cancel));
    }

    /// <summary>An image that cannot be had fails the pull, is not found, and makes no container.</summary>
    [Fact]
    public async Task Image_Missing_CannotBePulled()
    {
        await using var host = await StartAsync();
        var failure = await Assert.ThrowsAsync<ImagePullException>(async () => await host.Runtime.Images.PullAsync(new() { Image = host.MissingImage }, Cancel));
        Assert.NotEmpty(failure.Cause);
        Assert.Null(await host.Runtime.Images.GetStatusAsync(host.MissingImage, Cancel));
        var config = NewSandbox(host);
        var sandboxId = await host.Runtime.Sandboxes.RunAsync(config, Cancel);
        await Assert.ThrowsAsync<ImageNotFoundException>(async () => await host.Runtime.Containers.CreateAsync(
            new() { SandboxId = sandboxId, Config = NewContainer(host) with { Image = host.MissingImage, LogPath = "" }, SandboxConfig = config }, Cancel));
    }

    /// <summary>A name that is none is told apart from one that cannot be had.</summary>
    [Theory]
    [InlineData("UPPER")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("x:y:z")]
    public async Task Image_BadName_IsInvalid(string name)
    {
        await using var host = await StartAsync();
        await Assert.ThrowsAsync<InvalidImageNameException>(async () => await host.Runtime.Images.PullAsync(new() { Image = name }, Cancel));
    }
}
