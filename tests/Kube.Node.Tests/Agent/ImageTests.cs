namespace Kube.Node.Tests.Agent;

public sealed class ImageTests
{
    [Fact]
    public async Task Pull_Fails_ShowsErrImagePullThenBackOffThenTriesAgain()
    {
        var refused = true;
        await using var node = await HollowNode.StartAsync(o => o.RefuseImage = _ => refused ? "no such image" : null);
        await node.CreateAsync(Pod("IfNotPresent"));

        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "ErrImagePull", TimeSpan.FromSeconds(20));
        var error = pod.Status.ContainerStatuses![0].State.Waiting!.Message;
        Assert.Equal("failed to pull and unpack image \"docker.io/library/nothing:latest\": no such image", error);
        pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "ImagePullBackOff", TimeSpan.FromSeconds(9));
        Assert.Equal($"Back-off pulling image \"nothing\": ErrImagePull: {error}", pod.Status.ContainerStatuses![0].State.Waiting!.Message);
        Assert.Equal("Pending", pod.Status.Phase);

        refused = false;
        await node.WaitForPhaseAsync("web", "Running", TimeSpan.FromSeconds(10));
        var events = await node.EventsAsync("web");
        Assert.Contains($"Failed: Failed to pull image \"nothing\": {error}", events);
        Assert.Contains("Failed: Error: ErrImagePull", events);
        Assert.Contains("BackOff: Back-off pulling image \"nothing\"", events);
        Assert.Contains("Failed: Error: ImagePullBackOff", events);
    }

    [Fact]
    public async Task Never_ImageMissing_ShowsErrImageNeverPull()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("Never"));

        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "ErrImageNeverPull", TimeSpan.FromSeconds(20));

        Assert.Equal("Container image \"nothing\" is not present with pull policy of Never", pod.Status.ContainerStatuses![0].State.Waiting!.Message);
    }

    [Fact]
    public async Task IfNotPresent_ImageThere_IsNotPulledAgain()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("Always"));
        await node.WaitForPhaseAsync("web", "Running");
        await node.CreateAsync(Pod("IfNotPresent").Replace("web", "second", StringComparison.Ordinal));
        await node.WaitForPhaseAsync("second", "Running");

        Assert.Contains("Pulled: Container image \"nothing\" already present on machine and can be accessed by the pod", await node.EventsAsync("second"));
    }

    [Fact]
    public async Task Name_ThatCannotBeParsed_ShowsInvalidImageName()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("IfNotPresent").Replace("nothing", "UPPER:::bad", StringComparison.Ordinal));

        await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "InvalidImageName", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task PullSecrets_ThatFit_AreTriedOneAfterTheOther()
    {
        await using var node = await HollowNode.StartAsync();
        await node.Cluster.Scheduler.Run("secrets", async () =>
        {
            foreach (var user in (string[])["wrong", "right"])
            {
                var config = "{\"auths\":{\"r.io\":{\"username\":\"" + user + "\",\"password\":\"p\"}}}";
                await node.Client.For<Kube.Api.Models.V1Secret>().CreateAsync(
                    new() { Metadata = new() { Name = user, Namespace = "default" }, Type = "kubernetes.io/dockerconfigjson", Data = new() { [".dockerconfigjson"] = System.Text.Encoding.UTF8.GetBytes(config) } },
                    Kube.Api.Requests.WriteOptions.Default, TestContext.Current.CancellationToken);
            }
        });
        node.Doors.OnPull = pull =>
        {
            if (pull.Credentials?.UserName != "right") throw new Kube.Node.Errors.ImagePullException(pull.Image, "unauthorized");
        };

        await node.CreateAsync("{metadata: {name: web}, spec: {imagePullSecrets: [{name: wrong}, {name: right}, {name: missing}], containers: [{name: main, image: r.io/web}]}}");
        await node.WaitForPhaseAsync("web", "Running");

        Assert.Equal(["wrong", "right"], node.Doors.Pulls.Select(pull => pull.Credentials?.UserName));
        Assert.Contains("FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (missing); attempting to pull the image may not succeed.", await node.EventsAsync("web"));
    }

    private static string Pod(string policy) => $$"""
        metadata: {name: web}
        spec:
          containers: [{name: main, image: "nothing", imagePullPolicy: {{policy}}}]
        """;
}
