from company_platform import make_site

app = make_site(__name__)
