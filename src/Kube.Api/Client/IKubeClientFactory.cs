using Kube.Api.Authentication;

namespace Kube.Api.Client;

/// <summary>Makes clients of the API in this process.</summary>
public interface IKubeClientFactory
{
    /// <summary>Makes a client.</summary>
    /// <param name="user">Who it is: authorization and admission see this user.</param>
    /// <param name="name">What it is: the field manager of its writes, unless they name one.</param>
    IKubeClient Create(UserInfo user, string name);
}
