using System.Text;
using Kube.Api.Models;
using Kube.Node.Images;

namespace Kube.Node.Tests.Images;

public sealed class RegistryKeysTests
{
    [Theory]
    [InlineData("{'auths': {'https://index.docker.io/v1/': {'auth': 'bWU6c2VjcmV0'}}}", "docker.io/library/web", "me")]
    [InlineData("{'auths': {'registry.example.com:5000': {'username': 'u', 'password': 'p'}}}", "registry.example.com:5000/team/web", "u")]
    [InlineData("{'auths': {'registry.example.com': {'username': 'u'}}}", "registry.example.com:5000/team/web", "")]
    [InlineData("{'auths': {'*.example.com': {'username': 'any'}}}", "eu.example.com/web", "any")]
    [InlineData("{'auths': {'*.example.com': {'username': 'any'}}}", "example.com/web", "")]
    [InlineData("{'auths': {'r.io': {'username': 'all'}, 'r.io/team': {'username': 'team'}}}", "r.io/team/web", "team,all")]
    [InlineData("{'auths': {'r.io/team': {'username': 'team'}}}", "r.io/other/web", "")]
    public void Find_ByRegistryAndPath_TheMostSpecificFirst(string config, string repository, string users)
    {
        var keys = new RegistryKeys();
        Assert.True(keys.TryAdd(Secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", config)));
        Assert.Equal(users, string.Join(',', keys.Find(repository).Select(key => key.UserName)));
    }

    [Fact]
    public void TryAdd_OldForm_IsRead()
    {
        var keys = new RegistryKeys();
        Assert.True(keys.TryAdd(Secret("kubernetes.io/dockercfg", ".dockercfg", "{'https://r.io/v2/': {'auth': 'bWU6c2VjcmV0', 'email': 'x'}}")));
        Assert.Equal(("me", "secret"), keys.Find("r.io/web").Select(key => (key.UserName, key.Password)).Single());
    }

    [Theory]
    [InlineData("{'auths': {'r.io': {'auth': '!!'}}}")]
    [InlineData("{'auths': {'r.io': {'auth': 'bm9jb2xvbg=='}}}")]
    [InlineData("not json")]
    public void TryAdd_Broken_SaysSo(string config) => Assert.False(new RegistryKeys().TryAdd(Secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", config)));

    private static V1Secret Secret(string type, string key, string value) => new() { Type = type, Data = new() { [key] = Encoding.UTF8.GetBytes(value.Replace('\'', '"')) } };
}
