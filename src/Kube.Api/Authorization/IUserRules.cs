using Kube.Api.Authentication;

namespace Kube.Api.Authorization;

/// <summary>An authorizer that can say everything a user may do, as <c>kubectl auth can-i --list</c> asks. Optional beside <see cref="IAuthorizer"/>; looked for when
/// the authorizer is registered. Calls overlap.</summary>
public interface IUserRules
{
    /// <summary>What the user may do in a namespace.</summary>
    UserRules RulesFor(UserInfo user, string ns);
}
