using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

/// <summary>A whole exchange; a test may put another message in the place of any that is sent.</summary>
internal sealed class ScramExchange
{
    public const string Password = "c2VjcmV0IG9mIG5vZGUgMQ==";

    public static readonly ScramCredentials Account = new(ScramVerifier.Create(Password), PasswordDerivation.Create());

    /// <summary>The connection as the client sees it.</summary>
    public ChannelBinding ClientsBinding { get; init; } = ChannelBinding.None;

    /// <summary>The connection as the server sees it.</summary>
    public ChannelBinding ServersBinding { get; init; } = ChannelBinding.None;

    public ScramClient Client => field ??= new("alice", ClientsBinding);

    public ScramServer Server => field ??= new(ServersBinding);

    public Func<string, string> OnClientFirst { get; init; } = Unchanged;

    public Func<string, string> OnServerFirst { get; init; } = Unchanged;

    public Func<string, string> OnClientFinal { get; init; } = Unchanged;

    public Func<string, string> OnServerFinal { get; init; } = Unchanged;

    public ScramCredentials Credentials { get; init; } = Account;

    public string? UserAskedFor { get; private set; }

    public string ClientPassword { get; init; } = Password;

    /// <summary>Runs to the end, or to the first failure; false when it failed.</summary>
    public bool Run(out ScramException? failure)
    {
        failure = null;
        try
        {
            UserAskedFor = Server.ReadClientFirst(Through(OnClientFirst, Client.WriteClientFirst()));
            Client.ReadServerFirst(Through(OnServerFirst, Server.WriteServerFirst(Credentials)));
            byte[] proof = Through(OnClientFinal, Client.WriteClientFinal(ClientPassword));
            Client.ReadServerFinal(Through(OnServerFinal, Server.ReadClientFinal(proof)));
            return true;
        }
        catch (ScramException exception)
        {
            failure = exception;
            return false;
        }
    }

    public ScramFailure Failure() => Run(out ScramException? failure) ? throw new Xunit.Sdk.XunitException("the exchange went through") : failure!.Failure;

    private static string Unchanged(string message) => message;

    private static byte[] Through(Func<string, string> change, byte[] message) =>
        Encoding.Latin1.GetBytes(change(Encoding.Latin1.GetString(message)));
}
