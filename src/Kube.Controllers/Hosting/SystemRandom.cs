using System.Security.Cryptography;
using Kube.Api.Requests;

namespace Kube.Controllers.Hosting;

/// <summary>The system's randomness, where the API is not in this process to lend its own.</summary>
internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
