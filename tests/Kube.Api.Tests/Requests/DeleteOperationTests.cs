using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Tests.Requests;

public sealed class DeleteOperationTests
{
    [Fact]
    public async Task Delete_ConfigMap_AnswersStatus()
    {
        await using var api = await WithConfigMapAsync("""{"metadata":{"name":"a"}}""");
        var answer = await api.DeleteAsync("configmaps", "n", "a");
        Assert.StartsWith(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\",\"details\":{\"name\":\"a\",\"kind\":\"configmaps\",\"uid\":\"",
            answer,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => api.GetAsync("configmaps", "n", "a"));
    }

    [Theory]
    [InlineData("Orphan", "orphan")]
    [InlineData("Foreground", "foregroundDeletion")]
    public async Task Delete_PropagationWithFinalizer_MarksAndKeeps(string policy, string finalizer)
    {
        await using var api = await WithConfigMapAsync("""{"metadata":{"name":"a"}}""");
        var marked = await api.DeleteAsync("configmaps", "n", "a", new V1DeleteOptions { PropagationPolicy = policy });
        Assert.Contains($"\"deletionGracePeriodSeconds\":0,\"finalizers\":[\"{finalizer}\"]", marked, StringComparison.Ordinal);
        var gone = await api.PatchAsync("configmaps", "n", "a", """{"metadata":{"finalizers":null}}""");
        Assert.DoesNotContain("finalizers", gone, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => api.GetAsync("configmaps", "n", "a"));
    }

    [Fact]
    public async Task Delete_WithFinalizers_StaysUntilTheLastGoes()
    {
        await using var api = await WithConfigMapAsync("""{"metadata":{"name":"a","finalizers":["example.com/a","example.com/b"]}}""");
        var marked = await api.DeleteAsync("configmaps", "n", "a");
        Assert.Equal(marked, await api.DeleteAsync("configmaps", "n", "a"));
        var error = await Assert.ThrowsAsync<AlreadyExistsException>(() => api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}"""));
        Assert.Equal("object is being deleted: configmaps \"a\" already exists", error.Message);
        await api.PatchAsync("configmaps", "n", "a", """{"metadata":{"finalizers":["example.com/a"]}}""");
        await api.GetAsync("configmaps", "n", "a");
        await api.PatchAsync("configmaps", "n", "a", """{"metadata":{"finalizers":[]}}""");
        await Assert.ThrowsAsync<NotFoundException>(() => api.GetAsync("configmaps", "n", "a"));
    }

    [Fact]
    public async Task Delete_AnotherUid_Conflict()
    {
        await using var api = await WithConfigMapAsync("""{"metadata":{"name":"a"}}""");
        var error = await Assert.ThrowsAsync<ConflictException>(
            () => api.DeleteAsync("configmaps", "n", "a", new V1DeleteOptions { Preconditions = new() { Uid = "x" } }));
        Assert.StartsWith(
            "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (x) does not match the UID in record (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Namespace_TerminatesUntilFinalized()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        var marked = await api.DeleteAsync("namespaces", "", "n");
        Assert.Contains("\"status\":{\"phase\":\"Terminating\"}", marked, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<ForbiddenException>(() => api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}"""));
        Assert.Equal("configmaps \"a\" is forbidden: unable to create new content in namespace n because it is being terminated", error.Message);
        await api.UpdateAsync("namespaces", "", "n", """{"metadata":{"name":"n"},"spec":{"finalizers":[]}}""", "finalize");
        await Assert.ThrowsAsync<NotFoundException>(() => api.GetAsync("namespaces", "", "n"));
    }

    [Fact]
    public async Task Delete_ScheduledPod_GraceOnlyShortens()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("pods", "n", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i:1"}],"nodeName":"n1","terminationGracePeriodSeconds":20}}""");
        Assert.Contains("\"deletionGracePeriodSeconds\":7", await api.DeleteAsync("pods", "n", "p", new() { GracePeriodSeconds = 7 }), StringComparison.Ordinal);
        Assert.Contains("\"deletionGracePeriodSeconds\":7", await api.DeleteAsync("pods", "n", "p", new() { GracePeriodSeconds = 9 }), StringComparison.Ordinal);
        Assert.Contains("\"deletionGracePeriodSeconds\":1", await api.DeleteAsync("pods", "n", "p", new() { GracePeriodSeconds = -1 }), StringComparison.Ordinal);
        Assert.Contains("\"deletionGracePeriodSeconds\":0", await api.DeleteAsync("pods", "n", "p", new() { GracePeriodSeconds = 0 }), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => api.GetAsync("pods", "n", "p"));
    }

    private static async Task<ApiUnderTest> WithConfigMapAsync(string json)
    {
        var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("configmaps", "n", json);
        return api;
    }
}
