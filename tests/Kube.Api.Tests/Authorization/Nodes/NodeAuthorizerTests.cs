using Kube.Api.Authentication;
using Kube.Api.Authorization;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Work;
using Kube.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Authorization.Nodes;

public sealed class NodeAuthorizerTests : IAsyncLifetime
{
    private static readonly UserInfo s_node = new("system:node:n1", groups: [UserNames.NodesGroup, UserNames.AuthenticatedGroup]);
    private readonly VirtualScheduler _work = new(new VirtualTime(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)), seed: 1);
    private readonly ApiUnderTest _api;

    public NodeAuthorizerTests() => _api = new(services => services.AddSingleton<IWorkScheduler>(_work), static api => api.AddNodeAuthorizer().AddKubernetesAdmission());

    public async ValueTask InitializeAsync()
    {
        await _api.AddNamespacesAsync("one");
        await _api.CreateAsync("serviceaccounts", "one", """{"metadata":{"name":"default"}}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _work.Dispose();
    }

    [Theory]
    [InlineData("secrets", "s", true)]
    [InlineData("secrets", "pull", true)]
    [InlineData("secrets", "other", false)]
    [InlineData("configmaps", "env", true)]
    [InlineData("configmaps", "projected", true)]
    [InlineData("persistentvolumeclaims", "claim", true)]
    [InlineData("persistentvolumeclaims", "p-temp", true)]
    [InlineData("pods", "p", true)]
    public async Task Authorize_WhatItsPodNeeds_MayBeRead(string resource, string name, bool expected)
    {
        Assert.False((await AskAsync("get", resource, name)).IsAllowed);
        await AddPodAsync("p", "n1");
        Assert.Equal(expected, (await AskAsync("get", resource, name)).IsAllowed);
    }

    [Fact]
    public async Task Authorize_PodGone_TakesItsRightsAlong()
    {
        await AddPodAsync("p", "n1");
        Assert.True((await AskAsync("get", "secrets", "s")).IsAllowed);
        await _api.DeleteAsync("pods", "one", "p", new V1DeleteOptions { GracePeriodSeconds = 0 });
        // The index follows the store's changes, and has when nothing is left to do.
        await _work.WhenIdleAsync(ApiUnderTest.Cancel);
        Assert.False((await AskAsync("get", "secrets", "s")).IsAllowed);
    }

    [Fact]
    public async Task Authorize_PodOfAnotherNode_GivesNothing()
    {
        await AddPodAsync("p", "n2");
        Assert.Equal("no relationship found between node 'n1' and this object", (await AskAsync("get", "secrets", "s")).Reason);
    }

    [Theory]
    [InlineData("spec.nodeName=n1", true)]
    [InlineData("spec.nodeName=n2", false)]
    [InlineData("", false)]
    public async Task Authorize_ListOfPods_NeedsToBeAboutItself(string selector, bool expected)
    {
        var asked = new AuthorizationAttributes { User = s_node, Verb = "list", Resource = "pods", FieldSelector = selector };
        Assert.Equal(expected, (await _api.Get<IAuthorizer>().AuthorizeAsync(asked, ApiUnderTest.Cancel)).IsAllowed);
    }

    [Fact]
    public async Task Create_NodeWithForbiddenLabel_IsRefused()
    {
        var node = new V1Node { Metadata = new V1ObjectMeta { Name = "n1", Labels = new() { ["node-restriction.kubernetes.io/tier"] = "gold" } } };
        var refused = await Assert.ThrowsAsync<ForbiddenException>(() => Node.For<V1Node>().CreateAsync(node, WriteOptions.Default, ApiUnderTest.Cancel).AsTask());
        Assert.Equal(
            "nodes \"n1\" is forbidden: node \"n1\" is not allowed to set the following labels: node-restriction.kubernetes.io/tier", refused.Message);
    }

    [Fact]
    public async Task Create_AnotherNode_IsRefused()
    {
        var node = new V1Node { Metadata = new V1ObjectMeta { Name = "n2" } };
        await Assert.ThrowsAsync<ForbiddenException>(() => Node.For<V1Node>().CreateAsync(node, WriteOptions.Default, ApiUnderTest.Cancel).AsTask());
    }

    [Fact]
    public async Task Create_MirrorPodThatNamesASecret_IsRefused()
    {
        await Node.For<V1Node>().CreateAsync(new V1Node { Metadata = new V1ObjectMeta { Name = "n1" } }, WriteOptions.Default, ApiUnderTest.Cancel);
        var uid = (await Node.For<V1Node>().GetAsync(new("", "n1"), ApiUnderTest.Cancel)).Metadata.Uid!;
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Namespace = "one",
                Name = "m",
                Annotations = new() { ["kubernetes.io/config.mirror"] = "x" },
                OwnerReferences = [new V1OwnerReference { ApiVersion = "v1", Kind = "Node", Name = "n1", Uid = uid, Controller = true }],
            },
            Spec = new V1PodSpec
            {
                NodeName = "n1",
                Containers = [new V1Container { Name = "c", Image = "i" }],
                Volumes = [new V1Volume { Name = "c", ConfigMap = new V1ConfigMapVolumeSource { Name = "c" } }],
            },
        };
        var refused = await Assert.ThrowsAsync<ForbiddenException>(() => Node.For<V1Pod>().CreateAsync(pod, WriteOptions.Default, ApiUnderTest.Cancel).AsTask());
        Assert.Equal("pods \"m\" is forbidden: node \"n1\" can not create pods that reference configmaps", refused.Message);
        pod.Spec.Volumes = null;
        Assert.Equal("m", (await Node.For<V1Pod>().CreateAsync(pod, WriteOptions.Default, ApiUnderTest.Cancel)).Metadata.Name);
    }

    private IKubeClient Node => _api.Get<IKubeClientFactory>().Create(s_node, "kubelet");

    private Task AddPodAsync(string name, string node) => _api.CreateAsync(
        "pods", "one",
        """
        {"metadata":{"name":"NAME"},"spec":{"nodeName":"NODE","imagePullSecrets":[{"name":"pull"}],
        "containers":[{"name":"c","image":"i","envFrom":[{"configMapRef":{"name":"env"}}]}],
        "volumes":[{"name":"s","secret":{"secretName":"s"}},{"name":"m","projected":{"sources":[{"configMap":{"name":"projected"}}]}},
        {"name":"v","persistentVolumeClaim":{"claimName":"claim"}},
        {"name":"temp","ephemeral":{"volumeClaimTemplate":{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}}}]}}
        """.Replace("NAME", name, StringComparison.Ordinal).Replace("NODE", node, StringComparison.Ordinal));

    private ValueTask<AuthorizationDecision> AskAsync(string verb, string resource, string name) =>
        _api.Get<IAuthorizer>().AuthorizeAsync(
            new AuthorizationAttributes { User = s_node, Verb = verb, Resource = resource, Namespace = "one", Name = name }, ApiUnderTest.Cancel);
}
